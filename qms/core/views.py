"""Signing in, the own account, everybody's accounts and the trail."""

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import UserPassesTestMixin
from django.contrib.auth.views import (
    LoginView,
    PasswordChangeView,
    RedirectURLMixin,
)
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from qms.core import forms
from qms.core.models import Appointment, User
from qms.core.roles import Role
from qms.core.wording import wording
from qms.records.models import Trail
from qms.records.registers import Register, registry
from qms.records.rules import Problem, Refused
from qms.records.views.lists import CappedPaginator


class SignIn(LoginView):
    """Every attempt is trailed; django-axes locks after repeated failures."""

    redirect_authenticated_user = True

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["username"].label = capfirst(_("User name"))
        return form

    def form_valid(self, form):
        response = super().form_valid(form)
        address = get_client_ip_address(self.request)
        Trail.objects.note(Trail.Act.SIGNED_IN, form.get_user(), address=address)
        return response

    def form_invalid(self, form):
        if form.cleaned_data.keys() >= {"username", "password"}:
            self.note_failure(form.cleaned_data["username"])
        return super().form_invalid(form)

    def note_failure(self, username):
        user = User.objects.filter(username=username).first()
        Trail.objects.refuse(
            "sign_in",
            user,
            [self.failure(user)],
            username=username,
            address=get_client_ip_address(self.request),
        )

    def failure(self, user):
        if getattr(self.request, "axes_locked_out", False):
            sentence = _("The account is locked after repeated failures.")
            return Problem(sentence, rule="lockout", clause="21 CFR 11.300")
        if user and not user.is_active:
            return Problem(_("The account is closed."), rule="closed")
        return Problem(_("User name or password is wrong."), rule="password")


@method_decorator(login_not_required, name="dispatch")
class Language(RedirectURLMixin, View):
    """Take down the language that a visitor or a person has chosen."""

    next_page = settings.LOGIN_REDIRECT_URL

    def post(self, request):
        language = request.POST.get("language")
        if language in dict(settings.LANGUAGES):
            request.session["language"] = language
            User.objects.filter(pk=request.user.pk).update(language=language)
        return redirect(self.get_success_url())


class Explained:
    """A form page that shows a refusal beside the field that it is about."""

    def form_valid(self, form):
        try:
            return self.carry_out(form)
        except Refused as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field or None, str(problem))
            return self.form_invalid(form)


class OwnPassword(Explained, PasswordChangeView):
    form_class = forms.OwnPasswordForm

    def carry_out(self, form):
        return PasswordChangeView.form_valid(self, form)


class OwnAddress(FormView):
    """Where one wants to be alarmed; nobody else need be asked."""

    form_class = forms.OwnAddressForm
    template_name = "people/address.html"

    def get_initial(self):
        return {"email": self.request.user.email}

    def form_valid(self, form):
        user = User.objects.get(pk=self.request.user.pk)
        user.describe(user, reason="", **form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return redirect("home")


class ForRoles(UserPassesTestMixin):
    """A page for the holders of some roles; other attempts are trailed."""

    roles = ()

    def test_func(self):
        return self.request.user.has_role(*self.roles)

    def handle_no_permission(self):
        names = " / ".join(str(User.role_label(role)) for role in self.roles)
        sentence = _("This needs the role %(roles)s.")
        problem = Problem(sentence, {"roles": names}, rule="authority")
        Trail.objects.refuse(
            "open", self.request.user, [problem], path=self.request.path
        )
        raise PermissionDenied(str(problem))


class UserList(ForRoles, ListView):
    roles = settings.ADMINISTRATORS
    template_name = "people/list.html"
    context_object_name = "people"
    paginate_by = 50
    paginator_class = CappedPaginator

    def get_queryset(self):
        held = Prefetch("appointments", Appointment.objects.current())
        people = User.objects.prefetch_related(held)
        for word in self.request.GET.get("q", "").split():
            people = people.filter(
                Q(username__icontains=word)
                | Q(full_name__icontains=word)
                | Q(job_title__icontains=word)
            )
        return people


class AccountPage(ForRoles, Explained, FormView):
    """A change of somebody's account, which needs a reason."""

    roles = settings.ADMINISTRATORS

    @cached_property
    def person(self):
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    def show_once(self, person, password):
        """The first password is on this page and nowhere else."""
        shown = {"person": person, "password": password}
        response = render(self.request, "people/first_password.html", shown)
        add_never_cache_headers(response)
        return response

    def done(self):
        messages.success(self.request, _("%(user)s is saved.") % {"user": self.person})
        return redirect("user-edit", self.person.pk)


class UserCreate(AccountPage):
    form_class = forms.NewUserForm
    template_name = "people/form.html"
    person = None

    def carry_out(self, form):
        by = self.request.user
        return self.show_once(*User.objects.engage(by, **form.cleaned_data))


class UserEdit(AccountPage):
    form_class = forms.RightsForm
    template_name = "people/form.html"

    def get_initial(self):
        person = self.person
        return {
            "full_name": person.full_name,
            "job_title": person.job_title,
            "email": person.email,
            "roles": list(person.roles),
        }

    def carry_out(self, form):
        by, said = self.request.user, form.cleaned_data
        reason, roles = said.pop("reason"), said.pop("roles")
        self.person.appoint(roles, by, reason)
        self.person.describe(by, reason, **said)
        return self.done()

    def get_context_data(self, **kwargs):
        return super().get_context_data(career=self.person.career(), **kwargs)


class AccountStep(AccountPage):
    """A step that asks for nothing but the reason: a verb of the account."""

    form_class = forms.ReasonForm
    template_name = "people/step.html"
    verb = ""
    title = ""

    def carry_out(self, form):
        act = getattr(self.person, self.verb)
        password = act(self.request.user, form.cleaned_data["reason"])
        return self.show_once(self.person, password) if password else self.done()


class TrailPage(ForRoles, TemplateView):
    """The trail, the latest first; one page follows the other by the entries' ids."""

    roles = settings.TRAIL_READERS
    template_name = "people/trail.html"
    page_size = 50

    def get_context_data(self, **kwargs):
        everything = Trail.objects.select_related("kind")
        filterset = forms.TrailFilter(self.request.GET, everything)
        found = list(filterset.qs[: self.page_size + 1])
        entries = found[: self.page_size]
        return super().get_context_data(
            filterset=filterset,
            entries=[(e, self.address(e), self.words(e)) for e in entries],
            older=entries[-1].pk if found != entries else None,
            **kwargs,
        )

    @staticmethod
    def words(entry):
        model = entry.kind.model_class() if entry.kind else None
        return list(wording(entry.details, model))

    def address(self, entry):
        """Where the record of an entry is found, if the reader may look at it."""
        user, kind = self.request.user, entry.kind
        if kind is None or entry.act == Trail.Act.DISCARDED:
            return ""
        listing = registry.get(f"{kind.app_label}.{kind.model}")
        if isinstance(listing, Register) and listing.admits(user, "view"):
            return listing.url("detail", entry.object_id)
        if kind.model == "user" and user.has_role(Role.SYSTEM_ADMIN):
            return reverse("user-edit", args=[entry.object_id])
        return ""
