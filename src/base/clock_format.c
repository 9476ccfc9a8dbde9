#include <time.h>

#include "base/clock.h"

static void format_time(struct tm *parts, const char *format, char *text, size_t size)
{
    if (parts == NULL || strftime(text, size, format, parts) == 0)
        text[0] = '\0';
}

void clock_format_time(int64_t wall_s, char *text, size_t size)
{
    time_t time_s = (time_t)wall_s;
    struct tm parts;
    format_time(localtime_r(&time_s, &parts), "%H:%M:%S", text, size);
}

void clock_format_date_time(int64_t wall_s, char *text, size_t size)
{
    time_t time_s = (time_t)wall_s;
    struct tm parts;
    format_time(localtime_r(&time_s, &parts), "%Y-%m-%d %H:%M:%S", text, size);
}

void clock_format_utc(int64_t wall_s, char *text, size_t size)
{
    time_t time_s = (time_t)wall_s;
    struct tm parts;
    format_time(gmtime_r(&time_s, &parts), "%Y-%m-%dT%H:%M:%SZ", text, size);
}
