"""Variables whose value belongs to a context: each task, and each thread, has its own."""
from _contextvars import Context, ContextVar, Token, copy_context

__all__ = ("Context", "ContextVar", "Token", "copy_context")
