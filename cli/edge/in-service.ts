/**
 * Whether a server is healthy and in service: its state lets it serve at least the clients that it has.
 * @param server its state as an `AdminState`, or as an admin endpoint told it
 */
export function isInService(server: { readonly healthy: boolean; readonly state: string }): boolean {
  return server.healthy && (server.state === 'available' || server.state === 'no-new-clients')
}
