/* --demo: starts genauth-sandbox with a throw-away database and mail folder, and reads the mail
 * that arrives there. It ends with the program, whatever ends the program. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include <stdbool.h>
#include <sys/types.h>

#include "app/options.h"
#include "base/err.h"
#include "base/text.h"

struct demo;

/* Starts the sandbox (beside this program, else in LIBEXECDIR), waits for it to be ready and puts
 * its host, application id and CA file into OPTIONS. Returns new (free with demo_stop) or NULL with
 * ERR. */
struct demo *demo_start(struct options *options, struct err *err);

/* Ends the sandbox and frees (*takes*; NULL allowed). */
void demo_stop(struct demo *demo);

/* The sandbox's process, and the folder where its mail arrives (*borrowed*); 0 and NULL without a
 * demo. */
pid_t demo_process(const struct demo *demo);
const char *demo_mail_dir(const struct demo *demo);

/* A descriptor that is readable when mail may have arrived; -1 without a demo. */
int demo_mail_fd(const struct demo *demo);

/* The next message: who it is for and its subject in MAIL, the code in it (or "") in CODE. False
 * when there is none. */
bool demo_next_mail(struct demo *demo, struct shown *mail, struct shown *code);

#endif
