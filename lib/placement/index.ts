export { WeightedPropagation, type WeightedPropagationProps } from './weighted-propagation';
export { WholePropagation, type WholePropagationProps } from './whole-propagation';
