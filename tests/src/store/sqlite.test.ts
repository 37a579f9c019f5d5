import { openStore, openStoreInThreads } from '#src/store/index.ts'
import { contractOfStores } from './contract.ts'

contractOfStores('a store in this thread', openStore)
contractOfStores('a store in threads of its own', openStoreInThreads)
