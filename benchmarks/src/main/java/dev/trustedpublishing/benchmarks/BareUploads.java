package dev.trustedpublishing.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * What a program in Java can do that has just started: sends files one after the other over one
 * connection, without a library, a token, a check, or a hash, and expects 200.
 *
 * <p>Arguments: the upload URL, the trusted certificate, and the files.
 */
public final class BareUploads {
  static final String HEAD =
      "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"f\"\r\n\r\n";
  static final String TAIL = "\r\n--b--\r\n";

  private BareUploads() {}

  public static void main(String[] args) throws Exception {
    URI url = URI.create(args[0]);
    try (Socket socket = connect(url, Path.of(args[1]))) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 2; i < args.length; i++) {
        byte[] file = Files.readAllBytes(Path.of(args[i]));
        out.write(head(url, HEAD.length() + file.length + TAIL.length()));
        out.write(file);
        out.write(TAIL.getBytes(StandardCharsets.US_ASCII));
        readResponse(in);
      }
    }
  }

  private static byte[] head(URI url, int length) {
    String head =
        "POST "
            + url.getPath()
            + " HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nAuthorization: Basic bm9uZQ==\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + HEAD;
    return head.getBytes(StandardCharsets.US_ASCII);
  }

  private static Socket connect(URI url, Path certificate)
      throws IOException, GeneralSecurityException {
    if (url.getScheme().equals("http")) {
      return new Socket(url.getHost(), url.getPort());
    }
    return TrustedServer.of(certificate)
        .context()
        .getSocketFactory()
        .createSocket(url.getHost(), url.getPort());
  }

  private static void readResponse(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The server closed the connection after: " + head);
      }
      head.append((char) next);
    }
    if (head.indexOf("HTTP/1.1 200") != 0) {
      throw new IOException("Expected 200, found: " + head);
    }
    in.readNBytes(length(head.toString()));
  }

  private static int length(String head) {
    for (String line : head.split("\n", -1)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        return Integer.parseInt(line.substring(15).strip());
      }
    }
    return 0;
  }
}
