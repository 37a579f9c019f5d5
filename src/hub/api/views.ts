import type { IncomingMessage } from 'node:http'
import { parseNamedViewChange } from '#src/schema/named-view.ts'
import type { NamedViews } from '#src/hub/viewers/named-views.ts'
import { bodyOf } from './body.ts'

/** `GET /api/views`, and `POST /api/views` to save, rename or remove one; either tells of all. */
export async function answerViews(request: IncomingMessage, views: NamedViews): Promise<unknown> {
  return request.method === 'POST' ? views.change(parseNamedViewChange(await bodyOf(request))) : views.list()
}
