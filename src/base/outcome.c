#include "base/outcome.h"

#include <stddef.h>

const char *outcome_class_text(enum outcome_class class)
{
    static const char *const texts[] = {
#define X(name, id) [OUTCOME_##name] = id,
        OUTCOME_CLASSES(X)
#undef X
    };
    return class < OUTCOME_CLASS_COUNT ? texts[class] : texts[OUTCOME_UNKNOWN];
}

const char *outcome_cause_text(enum outcome_cause cause)
{
    static const char *const texts[] = {
#define X(name) [OUTCOME_CAUSE_##name] = #name,
        OUTCOME_CAUSES(X)
#undef X
    };
    return cause < OUTCOME_CAUSE_COUNT ? texts[cause] : texts[OUTCOME_CAUSE_NONE];
}
