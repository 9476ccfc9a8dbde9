#include "tests/tools/bad_certs.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DAY_S = 24 * 3600 };

/* What makes one certificate. ISSUER NULL: signed with its own key. */
struct recipe {
    const char *name;
    const char *hosts;
    const char *use;
    long from_s; /* from now */
    long to_s;
};

static const struct recipe stranger = {"Other authority", NULL, NULL, -DAY_S, 30 * DAY_S};
static const struct recipe authority = {"Test authority", NULL, NULL, -DAY_S, 30 * DAY_S};

static const struct recipe recipes[BAD_CERT_COUNT] = {
    [BAD_CERT_GOOD] = {"localhost", "DNS:localhost,DNS:matrix.test,IP:127.0.0.1", "serverAuth",
                       -DAY_S, DAY_S},
    [BAD_CERT_EXPIRED] = {"localhost", "DNS:localhost,IP:127.0.0.1", "serverAuth", -2 * DAY_S,
                          -DAY_S},
    [BAD_CERT_FUTURE] = {"localhost", "DNS:localhost,IP:127.0.0.1", "serverAuth", DAY_S, 2 * DAY_S},
    [BAD_CERT_SELF_SIGNED] = {"localhost", "DNS:localhost,IP:127.0.0.1", "serverAuth", -DAY_S,
                              DAY_S},
    [BAD_CERT_STRANGER] = {"localhost", "DNS:localhost,IP:127.0.0.1", "serverAuth", -DAY_S, DAY_S},
    [BAD_CERT_FORGED] = {"localhost", "DNS:localhost,IP:127.0.0.1", "serverAuth", -DAY_S, DAY_S},
    [BAD_CERT_HOST] = {"localhost", "DNS:other.test", "serverAuth", -DAY_S, DAY_S},
    [BAD_CERT_NAME_ONLY] = {"localhost", "DNS:localhost", "serverAuth", -DAY_S, DAY_S},
    [BAD_CERT_USE] = {"localhost", "DNS:localhost,IP:127.0.0.1", "clientAuth", -DAY_S, DAY_S},
};

static bool add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool ok = extension != NULL && X509_add_ext(cert, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

/* A certificate by RECIPE for KEY, signed with SIGNER in the name of ISSUER (NULL: itself). */
static X509 *make_cert(const struct recipe *recipe, EVP_PKEY *key, X509 *issuer, EVP_PKEY *signer)
{
    static long serial = 1000;
    bool is_authority = recipe->hosts == NULL;
    X509 *cert = X509_new();
    X509_NAME *name = cert == NULL ? NULL : X509_get_subject_name(cert);
    bool ok = name != NULL && X509_set_version(cert, X509_VERSION_3) == 1 &&
              ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++) == 1 &&
              X509_gmtime_adj(X509_getm_notBefore(cert), recipe->from_s) != NULL &&
              X509_gmtime_adj(X509_getm_notAfter(cert), recipe->to_s) != NULL &&
              X509_set_pubkey(cert, key) == 1 &&
              X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                         (const unsigned char *)recipe->name, -1, -1, 0) == 1;
    ok = ok &&
         X509_set_issuer_name(cert, issuer == NULL ? name : X509_get_subject_name(issuer)) == 1;
    ok = ok && add_extension(cert, cert, NID_basic_constraints,
                             is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (is_authority)
        ok = ok && add_extension(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
    else
        ok = ok && add_extension(cert, cert, NID_subject_alt_name, recipe->hosts) &&
             add_extension(cert, cert, NID_ext_key_usage, recipe->use);
    if (ok && X509_sign(cert, signer, EVP_sha256()) > 0)
        return cert;
    X509_free(cert);
    return NULL;
}

static bool write_authority(struct bad_certs *certs, X509 *cert)
{
    static const char pattern[] = "/tmp/genauth-certs-XXXXXX";
    if (snprintf(certs->folder, sizeof(certs->folder), "%s", pattern) < 0 ||
        mkdtemp(certs->folder) == NULL) {
        certs->folder[0] = '\0';
        return false;
    }
    int length = snprintf(certs->ca_file, sizeof(certs->ca_file), "%s/ca.pem", certs->folder);
    FILE *out =
        length > 0 && length < (int)sizeof(certs->ca_file) ? fopen(certs->ca_file, "we") : NULL;
    bool ok = out != NULL && PEM_write_X509(out, cert) == 1;
    return (out != NULL && fclose(out) == 0) && ok;
}

struct bad_certs *bad_certs_new(void)
{
    EVP_PKEY *ca_key = EVP_EC_gen("P-256");
    EVP_PKEY *other_key = EVP_EC_gen("P-256");
    X509 *ca = NULL;
    X509 *other = NULL;
    struct bad_certs *certs = calloc(1, sizeof(*certs));
    bool ok = certs != NULL && ca_key != NULL && other_key != NULL;
    if (!ok)
        goto out;
    certs->key = EVP_EC_gen("P-256");
    ca = make_cert(&authority, ca_key, NULL, ca_key);
    other = make_cert(&stranger, other_key, NULL, other_key);
    ok = certs->key != NULL && ca != NULL && other != NULL && write_authority(certs, ca);
    for (int i = 0; ok && i < BAD_CERT_COUNT; i++) {
        if (i == BAD_CERT_SELF_SIGNED)
            certs->certs[i] = make_cert(&recipes[i], certs->key, NULL, certs->key);
        else if (i == BAD_CERT_STRANGER)
            certs->certs[i] = make_cert(&recipes[i], certs->key, other, other_key);
        else
            certs->certs[i] =
                make_cert(&recipes[i], certs->key, ca, i == BAD_CERT_FORGED ? other_key : ca_key);
        ok = certs->certs[i] != NULL;
    }
out:
    X509_free(ca);
    X509_free(other);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(other_key);
    if (!ok) {
        bad_certs_free(certs);
        certs = NULL;
    }
    return certs;
}

void bad_certs_free(struct bad_certs *certs)
{
    if (certs == NULL)
        return;
    if (certs->folder[0] != '\0') {
        unlink(certs->ca_file);
        rmdir(certs->folder);
    }
    for (int i = 0; i < BAD_CERT_COUNT; i++)
        X509_free(certs->certs[i]);
    EVP_PKEY_free(certs->key);
    free(certs);
}
