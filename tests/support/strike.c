/* Loaded before the C library: the run is killed just before it renames for the STRIKE_AT-th time, counted from 0. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int rename(const char *from, const char *to) {
    static int count;
    static int (*real)(const char *, const char *);
    const char *at = getenv("STRIKE_AT");
    if (at && count++ == atoi(at)) kill(getpid(), SIGKILL);
    if (!real) real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    return real(from, to);
}
