/* Stands in front of the system's getaddrinfo for libcurl: no test asks a name server. Numeric
 * addresses and localhost are known to libcurl without it. */
#include <netdb.h>
#include <pthread.h>
#include <string.h>

#include "tests/http/resolver.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned waiting;
static bool released;

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result)
{
    (void)service;
    (void)hints;
    *result = NULL;
    pthread_mutex_lock(&lock);
    waiting++;
    pthread_cond_broadcast(&changed);
    while (strcmp(node, "slow.test") == 0 && !released)
        pthread_cond_wait(&changed, &lock);
    waiting--;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return EAI_NONAME;
}

void resolver_release(void)
{
    pthread_mutex_lock(&lock);
    released = true;
    pthread_cond_broadcast(&changed);
    while (waiting > 0)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

bool resolver_is_asked(void)
{
    pthread_mutex_lock(&lock);
    bool asked = waiting > 0;
    pthread_mutex_unlock(&lock);
    return asked;
}
