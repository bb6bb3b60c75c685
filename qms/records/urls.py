"""The pages that belong to no register."""

from django.urls import path

from qms.records.views import attachments, home, lookup

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("sign/", home.SignTogether.as_view(), name="sign-together"),
    path("search/", home.Search.as_view(), name="search"),
    path(
        "lookup/<str:register>/<slug:model>/<slug:field>/", lookup.lookup, name="lookup"
    ),
    path("papers/<int:pk>/", attachments.show, name="paper"),
]
