import type { FastifyInstance } from 'fastify'

type ConstraintStrategy = Parameters<FastifyInstance['addConstraintStrategy']>[0]

/**
 * Lets routes be chosen by the value of a request header (in lower case, as are the values):
 * `constraints: { [name]: value }`. A request with another value goes to the route without the constraint.
 */
export function headerConstraint(name: string): ConstraintStrategy {
  return {
    name,
    storage() {
      const routes = new Map<unknown, ReturnType<ReturnType<ConstraintStrategy['storage']>['get']>>()
      return {
        get: (value) => routes.get(value) ?? null,
        set: (value, route) => void routes.set(value, route),
      }
    },
    deriveConstraint: (request) => String(request.headers[name] ?? '').toLowerCase(),
    validate: () => undefined,
    mustMatchWhenDerived: false,
  }
}
