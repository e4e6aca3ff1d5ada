// Simulates a power cut: records what was synced of a folder. Preloaded (LD_PRELOAD) into the writing process.
//
//   POWER_CUT_FOLDER  the folder to watch
//   POWER_CUT_DISK    the simulated disk: content/NAME@INODE is the content of a file at its last sync;
//                     entries/NAME is the inode of NAME when its directory was last synced; NAME is the path
//                     below the folder with % for /; log has one line per sync
//   POWER_CUT_AT      "K J": cuts the power J syncs after the K-th sync of a *.db file; the last of the J syncs
//                     is interrupted and records nothing
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int checkpoints, syncs_since;

static void fail(const char *what) {
  perror(what);
  abort();
}

static void cut(void) {
  kill(getpid(), SIGKILL);
  pause();
}

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), part = strlen(end);
  return length >= part && strcmp(text + length - part, end) == 0;
}

// The path below the folder with % for /; 0 when it is not below it.
static int name_of(const char *path, char *name) {
  const char *folder = getenv("POWER_CUT_FOLDER");
  size_t length = folder ? strlen(folder) : 0;
  if (!length || strncmp(path, folder, length) || (path[length] != '/' && path[length] != 0)) return 0;
  snprintf(name, PATH_MAX, "%s", path[length] ? path + length + 1 : "");
  for (char *c = name; *c; c++)
    if (*c == '/') *c = '%';
  return 1;
}

static void on_disk(char *path, const char *kind, const char *name) {
  if (snprintf(path, PATH_MAX, "%s/%s%s", getenv("POWER_CUT_DISK"), kind, name) >= PATH_MAX) fail(name);
}

static void replace(const char *kind, const char *name, int source, const char *text) {
  char path[PATH_MAX], temporary[PATH_MAX];
  on_disk(path, kind, name);
  on_disk(temporary, "", "temporary");
  int target = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (target < 0) fail(temporary);
  off_t offset = 0;
  ssize_t sent = 1;
  while (source >= 0 && sent > 0) sent = sendfile(target, source, &offset, 1 << 30);
  if (sent < 0 || (text && write(target, text, strlen(text)) < 0)) fail(name);
  close(target);
  if (rename(temporary, path)) fail(path);
}

static void keep_content(const char *path, const char *name, ino_t inode) {
  char key[PATH_MAX];
  snprintf(key, sizeof key, "%.3000s@%lu", name, (unsigned long)inode);
  int source = open(path, O_RDONLY);
  if (source < 0) return; // deleted in the meantime
  replace("content/", key, source, NULL);
  close(source);
}

static void forget_entries(const char *directory) {
  char path[PATH_MAX];
  on_disk(path, "entries", "");
  DIR *entries = opendir(path);
  size_t length = strlen(directory);
  for (struct dirent *it; entries && (it = readdir(entries));) {
    const char *rest = it->d_name + length + (length > 0);
    if (it->d_name[0] == '.' || strncmp(it->d_name, directory, length) || strlen(it->d_name) <= length) continue;
    if (length && it->d_name[length] != '%') continue;
    if (strchr(rest, '%')) continue;
    on_disk(path, "entries/", it->d_name);
    unlink(path);
  }
  if (entries) closedir(entries);
}

static void keep_entries(const char *path, const char *name) {
  char entry[PATH_MAX], inode[32];
  forget_entries(name);
  DIR *directory = opendir(path);
  if (!directory) fail(path);
  for (struct dirent *it; (it = readdir(directory));) {
    if (!strcmp(it->d_name, ".") || !strcmp(it->d_name, "..")) continue;
    snprintf(entry, sizeof entry, "%.3000s%s%s", name, *name ? "%" : "", it->d_name);
    snprintf(inode, sizeof inode, "%lu", (unsigned long)it->d_ino);
    replace("entries/", entry, -1, inode);
  }
  closedir(directory);
}

static void log_sync(const char *name) {
  char path[PATH_MAX];
  on_disk(path, "", "log");
  int log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log < 0 || dprintf(log, "%s\n", *name ? name : ".") < 0) fail(path);
  close(log);
}

static void keep(int fd) {
  char link[64], path[PATH_MAX] = "", name[PATH_MAX];
  struct stat status;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if (readlink(link, path, sizeof path - 1) < 0 || fstat(fd, &status) || !name_of(path, name)) return;
  int at_checkpoint = INT_MAX, at_sync = 0;
  if (getenv("POWER_CUT_AT")) sscanf(getenv("POWER_CUT_AT"), "%d %d", &at_checkpoint, &at_sync);
  if (checkpoints >= at_checkpoint && ++syncs_since >= at_sync) cut();
  if (S_ISDIR(status.st_mode)) keep_entries(path, name);
  else keep_content(path, name, status.st_ino);
  log_sync(name);
  if (ends_with(name, ".db") && ++checkpoints == at_checkpoint && at_sync == 0) cut();
}

// Does not wait for the real disk: the folder POWER_CUT_DISK replaces it.
static int sync_and_keep(int fd) {
  pthread_mutex_lock(&lock);
  keep(fd);
  pthread_mutex_unlock(&lock);
  return 0;
}

int fsync(int fd) { return sync_and_keep(fd); }
int fdatasync(int fd) { return sync_and_keep(fd); }
