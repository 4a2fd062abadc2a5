"""Answers to a signed-in person are theirs alone, addresses are text that the database can hold, pages are whole."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from core import fragments


class PrivateCacheMiddleware:
    """No shared cache and no browser history keeps a signed-in page (trust A36)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response


class ReadableAddressMiddleware:
    """An address with a NUL byte names nothing: no text in PostgreSQL holds one, asking for it would break."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class FragmentMiddleware:
    """Puts the remembered parts into the finished page; the innermost, so that all others see the whole answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        fragments.fill_in(request, response)
        return response
