export { CanaryRoute, type CanaryRouteProps } from './canary-route';
export type { HeaderMatches, HeaderValue } from './headers';
export type { CanaryException, CanaryShare, RouteDetails } from './share';
export type { Version } from './version';
