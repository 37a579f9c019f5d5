/** A process that opens a checker, says the checker's process, and waits to be killed. */
import { openProbeChecker } from '#trainer/user-probes/probe-checker.ts'

console.log(openProbeChecker().pid)
