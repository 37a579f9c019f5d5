/** A process that opens a checker, says the checker's process, and waits to be killed. */
import { openChecker } from '#trainer/user-probes/checker.ts'

console.log(openChecker().pid)
