#include "config.h"

#include "sandbox/keys.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/i18n.h"
#include "sandbox/util.h"

/* In the order in which clients ask for them. */
enum {
    KEY_PASSWORD_SM2,
    KEY_PASSWORD_RSA,
    KEY_SIGNING,
    KEY_COUNT,
};

static const char *const setting_names[KEY_COUNT] = {"password-sm2", "password-rsa", "signing"};

struct keys {
    struct database *database;
    EVP_PKEY *keys[KEY_COUNT];
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    atomic_bool stopping;
    int ready; /* number of keys that are there; guarded by the mutex */
};

static EVP_PKEY *read_key(struct database *database, const char *name)
{
    EVP_PKEY *key = NULL;
    if (!database_begin(database))
        return NULL;
    char *pem = database_setting(database, name);
    database_rollback(database);
    BIO *bio = pem ? BIO_new_mem_buf(pem, -1) : NULL;
    if (bio)
        key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    if (pem)
        OPENSSL_cleanse(pem, strlen(pem));
    free(pem);
    return key;
}

static bool store_key(struct database *database, const char *name, EVP_PKEY *key)
{
    bool done = false;
    char *pem = NULL;
    BIO *bio = BIO_new(BIO_s_secmem());
    if (bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
        BIO_write(bio, "", 1) == 1 && BIO_get_mem_data(bio, &pem) > 1 && database_begin(database)) {
        if (database_set_setting(database, name, pem))
            done = database_commit(database);
        else
            database_rollback(database);
    }
    BIO_free(bio);
    return done;
}

static int go_on(EVP_PKEY_CTX *context)
{
    const struct keys *keys = EVP_PKEY_CTX_get_app_data(context);
    return !atomic_load(&keys->stopping);
}

/* A new key; NULL on failure, or when the server ends before the prime numbers are found. */
static EVP_PKEY *make_key(struct keys *keys, int which)
{
    EVP_PKEY *key = NULL;
    if (which == KEY_PASSWORD_SM2)
        return EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    if (context && EVP_PKEY_keygen_init(context) == 1 &&
        EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1) {
        EVP_PKEY_CTX_set_app_data(context, keys);
        EVP_PKEY_CTX_set_cb(context, go_on);
        (void)EVP_PKEY_generate(context, &key);
    }
    EVP_PKEY_CTX_free(context);
    return key;
}

/* A request may wait for a key within its transaction, so the database has to wait until all keys
   are handed out. */
static void *make_keys(void *argument)
{
    struct keys *keys = argument;
    bool made[KEY_COUNT];
    for (int i = 0; i < KEY_COUNT; i++) {
        made[i] = !keys->keys[i];
        if (made[i])
            keys->keys[i] = make_key(keys, i);
        (void)pthread_mutex_lock(&keys->mutex);
        keys->ready = i + 1;
        (void)pthread_cond_broadcast(&keys->changed);
        (void)pthread_mutex_unlock(&keys->mutex);
    }
    for (int i = 0; i < KEY_COUNT; i++) {
        if (made[i] && keys->keys[i] && !store_key(keys->database, setting_names[i], keys->keys[i]))
            util_complain(_("Cannot store the key '%s'."), setting_names[i]);
    }
    return NULL;
}

struct keys *keys_new(struct database *database)
{
    struct keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return NULL;
    keys->database = database;
    for (int i = 0; i < KEY_COUNT; i++)
        keys->keys[i] = read_key(database, setting_names[i]);
    if (pthread_mutex_init(&keys->mutex, NULL) == 0 &&
        pthread_cond_init(&keys->changed, NULL) == 0 &&
        pthread_create(&keys->thread, NULL, make_keys, keys) == 0)
        return keys;
    for (int i = 0; i < KEY_COUNT; i++)
        EVP_PKEY_free(keys->keys[i]);
    free(keys);
    return NULL;
}

void keys_free(struct keys *keys)
{
    if (!keys)
        return;
    atomic_store(&keys->stopping, true);
    (void)pthread_join(keys->thread, NULL);
    for (int i = 0; i < KEY_COUNT; i++)
        EVP_PKEY_free(keys->keys[i]);
    (void)pthread_cond_destroy(&keys->changed);
    (void)pthread_mutex_destroy(&keys->mutex);
    free(keys);
}

static EVP_PKEY *wait_for(struct keys *keys, int which)
{
    (void)pthread_mutex_lock(&keys->mutex);
    while (keys->ready <= which)
        (void)pthread_cond_wait(&keys->changed, &keys->mutex);
    (void)pthread_mutex_unlock(&keys->mutex);
    return keys->keys[which];
}

EVP_PKEY *keys_password_rsa(struct keys *keys)
{
    return wait_for(keys, KEY_PASSWORD_RSA);
}

EVP_PKEY *keys_password_sm2(struct keys *keys)
{
    return wait_for(keys, KEY_PASSWORD_SM2);
}

EVP_PKEY *keys_signing(struct keys *keys)
{
    return wait_for(keys, KEY_SIGNING);
}

char *keys_public_pem(EVP_PKEY *key)
{
    char *text = NULL;
    char *bytes = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio && PEM_write_bio_PUBKEY(bio, key) == 1) {
        long length = BIO_get_mem_data(bio, &bytes);
        text = length > 0 ? strndup(bytes, (size_t)length) : NULL;
    }
    BIO_free(bio);
    return text;
}
