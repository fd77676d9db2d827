/*
 * A disk that fails: put before a program by LD_PRELOAD, it fails or delays the writes to its log segments.
 * What it does is read anew at every write from the file that LMT_FAULT names:
 *   eio      the write fails with EIO
 *   hang     the write waits for as long as the file says so
 * No file, or an empty one: the disk is well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static const useconds_t look = 5000;

/* What the control file says now: its first letter, 0 if the disk is well. */
static char wish(void) {
  const char *path = getenv("LMT_FAULT");
  char said = 0;
  int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  if (read(fd, &said, 1) != 1) said = 0;
  close(fd);
  return said;
}

static int is_segment(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  const char *folder = strstr(path, "/data/log/");
  return folder != NULL && strstr(folder, ".log") != NULL;
}

/* Waits while the disk hangs; -1 with errno if the write is to fail. */
static int before(int fd) {
  if (!is_segment(fd)) return 0;
  while (wish() == 'h') usleep(look);
  if (wish() != 'e') return 0;
  errno = EIO;
  return -1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
  return before(fd) < 0 ? -1 : NEXT(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  return before(fd) < 0 ? -1 : NEXT(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  return before(fd) < 0 ? -1 : NEXT(pwrite64)(fd, bytes, count, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return before(fd) < 0 ? -1 : NEXT(writev)(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  return before(fd) < 0 ? -1 : NEXT(pwritev)(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  return before(fd) < 0 ? -1 : NEXT(pwritev64)(fd, parts, count, at);
}

int fsync(int fd) {
  return before(fd) < 0 ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd) {
  return before(fd) < 0 ? -1 : NEXT(fdatasync)(fd);
}
