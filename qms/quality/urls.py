from django.urls import path

from qms.quality import views

urlpatterns = [
    path("trace/<str:kind>/<int:pk>/", views.Trace.as_view(), name="trace"),
]
