import { Failure } from '../core/failure';
import { stateInUse } from './failures';
import { Twin } from './twin';

/**
 * The twin that runs in a folder and may be taken up, or undefined where none does.
 * @throws Failure `twin/state-unreadable`; `twin/state-in-use` when another process starts or holds it, with which it would end
 */
export async function findTwin(state: string): Promise<Twin | undefined> {
  try {
    const twin = await Twin.attach(state);
    if (twin.holder !== undefined) {
      throw stateInUse(twin.folder, `process ${twin.holder}, with which its twin ends`);
    }
    return twin;
  } catch (error) {
    if (Failure.isFailure(error) && error.id === 'twin/not-running') {
      return undefined;
    }
    throw error;
  }
}
