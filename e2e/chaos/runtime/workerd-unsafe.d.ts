// What workerd offers to tests, behind the flag `unsafe_module`.
declare module "workerd:unsafe" {
  const unsafe: {
    /** Takes an object out of memory as hibernation does; refused while it is not running. */
    evict(stub: DurableObjectStub, options: { webSockets: "hibernate" | "close" }): Promise<void>;
  };
  export default unsafe;
}
