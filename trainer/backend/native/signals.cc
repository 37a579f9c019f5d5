// Keeps signals away from the threads that compute.
//
// For some shapes, oneDNN's generated matrix products point the stack register at a buffer on the heap. A signal that
// arrives then has its frame written below that buffer, over whatever the heap keeps there (oneDNN issue 4845, mended
// after TensorFlow 2.21). The trainer gets signals in the ordinary course of things: SIGCHLD when a replay ends, SIGINT
// when its user stops it. So the thread that loads this, and every thread that it starts from then on, TensorFlow's
// among them, leave signals to a thread that does nothing else. Node's handlers only write to a pipe, from any thread.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

// What a thread brings upon itself has to reach it. So has what V8 asks of a thread that it profiles.
constexpr int kOwn[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGPROF, SIGSEGV, SIGSYS, SIGTRAP};

constexpr size_t kStackBytes = 256 * 1024;

void* Receive(void*) {
  for (;;) pause();
}

// V8's profiler asks for a stack of its own for its handler; Node gives its threads none.
void GiveSignalStack() {
  stack_t now;
  if (sigaltstack(nullptr, &now) != 0 || !(now.ss_flags & SS_DISABLE)) return;
  stack_t own = {};
  own.ss_size = kStackBytes;
  own.ss_sp = malloc(own.ss_size);  // for as long as the thread lives, which here is the process
  if (own.ss_sp != nullptr) sigaltstack(&own, nullptr);
}

__attribute__((constructor)) void LeaveSignalsToAnother() {
  pthread_t receiver;
  if (pthread_create(&receiver, nullptr, Receive, nullptr) != 0) return;
  pthread_detach(receiver);
  sigset_t others;
  sigfillset(&others);
  for (int own : kOwn) sigdelset(&others, own);
  pthread_sigmask(SIG_BLOCK, &others, nullptr);
  GiveSignalStack();
}

}  // namespace
