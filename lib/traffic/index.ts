export { CanaryRoute, type CanaryRouteProps } from './canary-route';
export { FleetGateway, type FleetGatewayProps } from './fleet-gateway';
export type { GatewayRoute } from './gateway-route';
export type { HeaderMatches, HeaderValue } from './headers';
export type { CanaryException, CanaryShare, RouteDetails } from './share';
export type { Version } from './version';
