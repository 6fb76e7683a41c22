// An edge: takes sockets in a process of its own and hands what they say on to the product, all of them over one connection.
import { DurableObject } from "cloudflare:workers";

/** An object, because a request may not use a connection that another one opened. */
export class Edge extends DurableObject {
  #product = null;

  fetch(request) {
    const { PRODUCT_PORT, ADDRESS, SERVICE } = this.env;
    this.#product ??= PRODUCT_PORT.connect(ADDRESS).getEntrypoint(SERVICE);
    return this.#product.fetch(request);
  }
}

export default {
  fetch: (request, env) => env.EDGE.getByName("edge").fetch(request),
};
