import { fakeHub } from '../trainer/link/fake-hub.ts'

/** A hub in a process of its own that is slow, or refuses: prints its address. */
const hub = await fakeHub()
if (process.argv[2] === 'slow') hub.answersAfter = 2000
if (process.argv[2] === 'refusing') hub.refusesReports = 'The disk is full'
console.log(hub.url)
