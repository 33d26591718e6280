export { WeightedPropagation, type WeightedPropagationProps } from './weighted-propagation';
