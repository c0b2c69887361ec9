/* The server's options: few connections and little patience, so that all limits are met. */
#define MERLON_OPTION_PORT 80
#define MERLON_OPTION_CONNECTIONS 5
#define MERLON_OPTION_IDLE_TIMEOUT 5
#define MERLON_OPTION_REQUEST_TIMEOUT 3
#define MERLON_OPTION_SEND_TIMEOUT 4
