from django.urls import path, re_path

from qms.quality import views

urlpatterns = [
    path("trace/", views.TraceSearch.as_view(), name="trace-search"),
    path("trace/<str:kind>/<int:pk>/", views.Trace.as_view(), name="trace"),
    re_path(
        r"^trace/(?P<kind>[\w.]+)/(?P<pk>\d+)/(?P<table>\w+)\.(?P<ending>xlsx|pdf)$",
        views.TraceTable.as_view(),
        name="trace-table",
    ),
]
