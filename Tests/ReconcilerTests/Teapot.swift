/// A module of a catalog of the test: it answers every request with 418.
enum Teapot {
  static let manifest = """
    apiVersion: merlon.dev/v1
    kind: Module
    metadata: {name: teapot}
    spec:
      role: mechanism
      doc: Refuses everything.
      requires: [http-server]
      sources: [teapot.c]
      fills:
        - {hook: http.request, function: teapot_http_request, order: 50}

    """
  static let source = """
    #include "http-server.h"
    int teapot_http_request(struct http_request *request) { (void)request; return 418; }

    """
}
