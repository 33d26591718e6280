import { Failure } from '../core/failure';
import { Twin } from './twin';

/** The twin that runs in a folder, or undefined where none does. @throws Failure `twin/state-unreadable` */
export async function findTwin(state: string): Promise<Twin | undefined> {
  try {
    return await Twin.attach(state);
  } catch (error) {
    if (Failure.isFailure(error) && error.id === 'twin/not-running') {
      return undefined;
    }
    throw error;
  }
}
