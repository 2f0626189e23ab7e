import type { ForwardStyle } from './facts.ts'

/** Nothing is added and nothing of the client's own is taken away, but what claims to be its certificate: the edge is not to be seen. */
export const noneStyle: ForwardStyle = {
  drops: () => false,
  adds: () => [],
  addsToAnswers: [],
}
