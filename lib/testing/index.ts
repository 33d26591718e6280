export { expectNoErrors, findingsOf, type ManifestFilter, manifestsOf } from './expect';
