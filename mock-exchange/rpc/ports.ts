/** The endpoint mapper of the server. */
export const endpointMapperPort = 593

/** Endpoints of Exchange behind the RPC proxy: store, referral, directory (reference exchange-protocols.md 2.8). */
export const storePort = 6001
export const referralPort = 6002
export const directoryPort = 6004

/** Ports that the RPC proxy forwards to. */
export const exchangePorts: readonly number[] = [endpointMapperPort, storePort, referralPort, directoryPort]
