"""The pages that belong to no register."""

from django.urls import path

from qms.records.views import attachments, columns, home, imports, lookup

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("sign/", home.SignTogether.as_view(), name="sign-together"),
    path("search/", home.Search.as_view(), name="search"),
    path(
        "lookup/<str:register>/<slug:model>/<slug:field>/", lookup.lookup, name="lookup"
    ),
    path("papers/<int:pk>/", attachments.show, name="paper"),
    path("import/", imports.ImportList.as_view(), name="import-list"),
    path("import/new/", imports.Upload.as_view(), name="import-new"),
    path(
        "import/<str:key>.xlsx",
        imports.EmptyWorkbook.as_view(),
        name="import-template",
    ),
    path("import/<int:pk>/again/", imports.Again.as_view(), name="import-again"),
    path("import/<int:pk>/columns/", columns.Columns.as_view(), name="import-sheet"),
    path("import/<int:pk>/rows/", imports.Preview.as_view(), name="import-preview"),
    path("import/<int:pk>/bar/", imports.Progress.as_view(), name="import-progress"),
    path("import/<int:pk>/", imports.Done.as_view(), name="import-done"),
    path("import/<int:pk>/undo/", imports.Undo.as_view(), name="import-undo"),
    path("import/<int:pk>/left.xlsx", imports.Rejects.as_view(), name="import-rejects"),
]
