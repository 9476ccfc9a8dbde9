#include "base/clock.h"

#include <time.h>

int64_t clock_boot_ms(void)
{
    struct timespec now = {0};
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_s(void)
{
    return (int64_t)time(NULL);
}

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

void clock_format_utc(int64_t wall_s, char *text, size_t size)
{
    time_t time_s = (time_t)wall_s;
    struct tm parts;
    format_time(gmtime_r(&time_s, &parts), "%Y-%m-%dT%H:%M:%SZ", text, size);
}
