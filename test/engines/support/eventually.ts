/** Waits until an expectation holds; fails as it does when the time is up. */
export async function eventually(expectation: () => Promise<void>, seconds = 40): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
