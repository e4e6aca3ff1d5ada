/* Preloaded into a benchmarked process: every sync of the disk takes at least SYNC_DELAY_US microseconds longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int after_delay(const char *name, int descriptor) {
  int (*sync_file)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *delay = getenv("SYNC_DELAY_US");
  if (delay != NULL) usleep((useconds_t)atoi(delay));
  return sync_file(descriptor);
}

int fdatasync(int descriptor) { return after_delay("fdatasync", descriptor); }
int fsync(int descriptor) { return after_delay("fsync", descriptor); }
