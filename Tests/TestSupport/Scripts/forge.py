"""As much of GitHub's and GitLab's interfaces as posting a comment takes, on 127.0.0.1.

forge.py PORT FILE: keeps the comments in FILE, as JSON.
"""
import http.server
import json
import sys

MINE = {"user": {"type": "Bot"}, "author": {"id": 7}}


class Forge(http.server.BaseHTTPRequestHandler):
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        path, _, query = self.path.partition("?")
        token = self.headers.get("PRIVATE-TOKEN") or self.headers.get("Authorization", "")
        length = int(self.headers.get("Content-Length", 0))
        sent = json.loads(self.rfile.read(length)) if length else {}
        comments = json.load(open(sys.argv[2]))
        last = path.rsplit("/", 1)[-1]
        if token.removeprefix("Bearer ") != "secret":
            return self.answer(401, {})
        if self.command == "GET" and path == "/user":
            return self.answer(200, {"id": 7})
        if self.command == "GET" and last in ("comments", "notes"):
            page = int(dict(part.split("=") for part in query.split("&"))["page"])
            return self.answer(200, comments[(page - 1) * 100 : page * 100])
        if self.command == "POST" and last in ("comments", "notes"):
            comments.append({"id": 1000 + len(comments), "body": sent["body"], **MINE})
        elif self.command in ("PATCH", "PUT") and last.isdigit():
            [comment] = [c for c in comments if c["id"] == int(last)]
            comment["body"] = sent["body"]
        else:
            return self.answer(404, {})
        json.dump(comments, open(sys.argv[2], "w"))
        return self.answer(200, {})

    do_GET = do_POST = do_PATCH = do_PUT = handle_any


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Forge).serve_forever()
