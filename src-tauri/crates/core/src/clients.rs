//! How the API is reached: base URL, token, proxy, certificate.
