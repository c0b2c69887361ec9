"""What testssl.sh says of the image. A report of MEDIUM or worse fails, but for what follows from a
certificate that is the test's own and is for a name that is no address."""
import json, os, subprocess
import wire

OWN = {"cert_trust", "cert_chain_of_trust", "cert_expirationStatus", "cert_notAfter",
       "cert_revocation"}
# Of all that testssl.sh can do, what does not take minutes: protocols, ciphers by kind, server
# defaults and preferences, forward secrecy, headers, and attacks. SURVEY=full by hand does all.
PARTS = ["-p", "-s", "-f", "-S", "-h", "-H", "-I", "-T", "-R", "-C", "-Z", "-W", "-D", "-J"]


def main():
    arguments = wire.arguments()
    wire.tap()
    image = wire.Image(arguments)
    assert image.ask()[0] == 200
    parts = [] if os.environ.get("SURVEY") == "full" else PARTS
    report = arguments["report"]
    said = subprocess.run(
        ["testssl", "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none",
         "--openssl-timeout", "10", "--jsonfile", report] + parts + [f"https://{wire.GUEST}"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL)
    try:
        findings = json.load(open(report))
    except (OSError, ValueError) as error:
        raise SystemExit(f"no report: {error}: {said.stdout[-2000:]}{said.stderr[-2000:]}")
    counts = {}
    for each in findings:
        counts[each["severity"]] = counts.get(each["severity"], 0) + 1
    print(counts, flush=True)
    bad = [each for each in findings if each["severity"] in ("MEDIUM", "HIGH", "CRITICAL", "FATAL")
           and each["id"].split(" ")[0] not in OWN]
    known = {each["id"] for each in findings}
    if bad or not {"TLS1_2", "PFS", "heartbleed", "secure_renego", "DROWN"} <= known:
        raise SystemExit(f"testssl.sh: {bad or sorted(known)}")
    image.check()
    image.end()


main()
