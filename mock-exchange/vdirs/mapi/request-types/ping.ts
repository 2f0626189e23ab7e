import type { MapiRequestType } from '../request-type.ts'

/** Shows that the endpoint is there, and keeps the session when its cookie comes along. Body and answer are empty. */
export const ping: MapiRequestType = {
  name: 'PING',
  endpoints: ['emsmdb', 'nspi'],
  needs: 'nothing',
  run: ({ session }) => ({ body: Buffer.alloc(0), session }),
}
