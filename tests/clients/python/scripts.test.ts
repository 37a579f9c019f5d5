import { endedScripts } from './ended.ts'
import { exampleScripts } from './examples.ts'
import { loggedValues } from './log.ts'
import { killedAndForked } from './processes.ts'
import { shared } from './shared.ts'
import { snapshotsMeasured } from './snapshot.ts'
import { steeredScripts } from './steer.ts'
import { tensorboardWriters } from './tensorboard.ts'

/** Scripts in Python and what the hub has of them: one hub for all. */

const given = shared()
loggedValues(given)
endedScripts(given)
killedAndForked(given)
exampleScripts(given)
tensorboardWriters(given)
steeredScripts(given)
snapshotsMeasured(given)
