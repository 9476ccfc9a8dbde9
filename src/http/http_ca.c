#include "http/http_ca.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

static bool read_file(const char *file, struct buf *text)
{
    char bytes[16 * 1024];
    FILE *in = fopen(file, "re");
    if (in == NULL)
        return false;
    bool ok = true;
    int problem = 0;
    size_t size = 0;
    for (size_t got = 0; ok && (got = fread(bytes, 1, sizeof(bytes), in)) > 0;) {
        ok = buf_append(text, bytes, got);
        size += got;
        problem = size > text->max ? EFBIG : ENOMEM;
    }
    if (ok && ferror(in) != 0) {
        ok = false;
        problem = errno;
    }
    fclose(in);
    errno = problem;
    return ok;
}

/* Reads in the way in which libcurl will read the same text. */
static bool has_certificate(const struct buf *text)
{
    bool found = false;
    BIO *bio = text->length == 0 ? NULL : BIO_new_mem_buf(text->bytes, (int)text->length);
    STACK_OF(X509_INFO) *all = bio == NULL ? NULL : PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL);
    for (int i = 0; all != NULL && i < sk_X509_INFO_num(all); i++)
        found = found || sk_X509_INFO_value(all, i)->x509 != NULL;
    sk_X509_INFO_pop_free(all, X509_INFO_free);
    BIO_free(bio);
    ERR_clear_error();
    return found;
}

bool http_ca_read(const char *file, struct buf *text, struct err *err)
{
    if (!read_file(file, text))
        return err_set(err, _("The file of certificate authorities %s cannot be read: %s."), file,
                       strerror(errno));
    if (!has_certificate(text))
        return err_set(
            err, _("The file of certificate authorities %s holds no usable certificate."), file);
    return true;
}
