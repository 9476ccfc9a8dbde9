/* The file of accepted certificate authorities, read once at the start: a wrong file is found then
 * and not at the first request, and no later change of the file has an effect. */
#ifndef HTTP_HTTP_CA_H
#define HTTP_HTTP_CA_H

#include "base/buf.h"
#include "base/err.h"

enum { HTTP_MAX_CA_FILE = 4 * 1024 * 1024 };

/* Reads the PEM file FILE (*borrows*) into TEXT, made with buf_init(HTTP_MAX_CA_FILE). False with
 * ERR when it cannot be read, is too large or holds no certificate, or a damaged one. */
bool http_ca_read(const char *file, struct buf *text, struct err *err);

#endif
