#include "synth/world.h"
enum err syn_grants(struct world *w, struct db *db, syn_entitle entitle, void *context) { (void)w; (void)db; (void)entitle; (void)context; return OK; }
