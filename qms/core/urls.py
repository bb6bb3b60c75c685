from django.contrib.auth.views import LogoutView, PasswordChangeDoneView
from django.urls import path
from django.utils.translation import gettext_lazy as _

from qms.core import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("password/", views.OwnPassword.as_view(), name="password_change"),
    path(
        "password/changed/",
        PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("address/", views.OwnAddress.as_view(), name="own-address"),
    path("language/", views.Language.as_view(), name="language"),
    path("people/", views.UserList.as_view(), name="user-list"),
    path("people/new/", views.UserCreate.as_view(), name="user-create"),
    path("people/<int:pk>/", views.UserEdit.as_view(), name="user-edit"),
    path(
        "people/<int:pk>/password/",
        views.AccountStep.as_view(verb="reset_password", title=_("New first password")),
        name="user-password",
    ),
    path(
        "people/<int:pk>/deactivate/",
        views.AccountStep.as_view(verb="deactivate", title=_("Close the account")),
        name="user-deactivate",
    ),
    path(
        "people/<int:pk>/reactivate/",
        views.AccountStep.as_view(verb="reactivate", title=_("Open the account again")),
        name="user-reactivate",
    ),
    path("trail/", views.TrailPage.as_view(), name="trail"),
]
