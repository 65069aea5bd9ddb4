# locale over _locale: the C locale, what is known of it, what is refused.
import locale

print(locale.setlocale(locale.LC_NUMERIC), locale.setlocale(locale.LC_ALL, "C"))
conventions = locale.localeconv()
print(conventions["decimal_point"], conventions["grouping"], conventions["frac_digits"], list(conventions)[:3])
print(locale.nl_langinfo(locale.DAY_1), locale.nl_langinfo(locale.MON_12), locale.nl_langinfo(locale.RADIXCHAR))
print(locale.strcoll("a", "b"), locale.strcoll("b", "a"), locale.strcoll("a", "a"), locale.strxfrm("abc"))
print(sorted(["b", "C", "a"], key=locale.strxfrm), locale.atof("1.5"), locale.format_string("%d", 1234567, grouping=True))
print(locale.gettext("hello"), locale.textdomain(None))
for refused in (lambda: locale.setlocale(locale.LC_ALL, "no_SUCH"), lambda: locale.setlocale(99),
                lambda: locale.nl_langinfo(12345), lambda: locale.strcoll("a\0", "b"), lambda: locale.strcoll("a", 1)):
    try:
        refused()
    except Exception as error:
        print(type(error), error)
