export { expectNoErrors, findingsOf, manifestsOf } from './expect';
