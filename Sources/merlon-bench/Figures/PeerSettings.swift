/// The configuration of the peers: one process that serves, no log, files kept open, no limit to
/// the requests of a connection; TLS 1.2 as the unikernel speaks it.
enum PeerSettings {
  /// Where a peer's files are, in a container and outside.
  static func folder(_ number: Int) -> String { "\(Room.folder)/peer-\(number)" }

  static func nginx(_ folder: String, isEncrypted: Bool) -> String {
    let tls = """
      ssl_certificate \(folder)/tls.pem; ssl_certificate_key \(folder)/tls.key;
          ssl_protocols TLSv1.2; ssl_ecdh_curve prime256v1; ssl_session_cache shared:tls:4m;
      """
    return """
      worker_processes 1; pid \(folder)/pid; error_log \(folder)/error.log; daemon off;
      user www-data;
      events { worker_connections 1024; }
      http {
        access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
        open_file_cache max=16; types { text/plain txt; }
        client_body_temp_path \(folder)/tmp1; proxy_temp_path \(folder)/tmp2;
        fastcgi_temp_path \(folder)/tmp3; uwsgi_temp_path \(folder)/tmp4; scgi_temp_path \(folder)/tmp5;
        server {
          listen \(isEncrypted ? "443 ssl" : "80"); root \(folder)/site;
          \(isEncrypted ? tls : "")
        }
      }

      """
  }

  static func apache(_ folder: String, isEncrypted: Bool) -> String {
    let modules =
      ["mpm_event", "authz_core", "mime"] + (isEncrypted ? ["socache_shmcb", "ssl"] : [])
    let tls = """
      SSLEngine on
      SSLCertificateFile \(folder)/tls.pem
      SSLCertificateKeyFile \(folder)/tls.key
      SSLProtocol TLSv1.2
      SSLSessionCache shmcb:\(folder)/sessions(512000)
      """
    return """
      \(modules.map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so" }
        .joined(separator: "\n"))
      ServerName bench.example
      Listen \(isEncrypted ? 443 : 80)
      User www-data
      Group www-data
      PidFile \(folder)/pid
      DefaultRuntimeDir \(folder)
      ErrorLog \(folder)/error.log
      TypesConfig \(folder)/mime.types
      DocumentRoot \(folder)/site
      KeepAlive On
      MaxKeepAliveRequests 0
      StartServers 1
      ServerLimit 1
      ThreadLimit 640
      ThreadsPerChild 640
      MaxRequestWorkers 640
      MinSpareThreads 1
      MaxSpareThreads 640
      \(isEncrypted ? tls : "")

      """
  }
}
