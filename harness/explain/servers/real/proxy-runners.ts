import type { Server } from '../server.ts';
import type { Runner } from './run.ts';

function indent(code: string): string {
  return code.replace(/^/gm, '    ');
}

/** Proxies before an application that knows nothing of CORS. Nobody listens behind `/dead`. */
export const proxyRunners: Partial<Record<Server, Runner>> = {
  nginx: {
    programs: ['nginx'],
    proxy: true,
    start: (code, { folder, port, behind, tls }) => {
      const [inHttp = '', inServer = ''] = code.split('# In server { … }, before its locations');
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
      return {
        files: {
          'nginx.conf': `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr crit;
            events {}
            http {
              access_log off; ${temp}
              ${inHttp}
              server {
                listen 127.0.0.1:${port}${tls ? ` ssl; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem` : ''};
                ${inServer}
                location / { proxy_pass http://127.0.0.1:${behind}; }
                location /dead { proxy_pass http://127.0.0.1:1; }
                location /private { auth_basic "x"; auth_basic_user_file ${folder}/nobody; proxy_pass http://127.0.0.1:${behind}; }
              }
            }`,
          nobody: '',
        },
        command: ['nginx', '-p', folder, '-e', 'stderr', '-c', `${folder}/nginx.conf`],
      };
    },
  },
  apache: {
    programs: ['apache2'],
    proxy: true,
    start: (code, { folder, port, behind }) => {
      const modules = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'headers', 'rewrite', 'setenvif', 'proxy', 'proxy_http'];
      return {
        files: {
          'apache.conf': `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/errors
DefaultRuntimeDir ${folder}
Mutex file:${folder}
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
<VirtualHost *>
${indent(code)}
    ProxyPass /dead http://127.0.0.1:1/
    ProxyPass / http://127.0.0.1:${behind}/
    <Location /private>
        AuthType Basic
        AuthName x
        AuthUserFile ${folder}/nobody
        Require valid-user
    </Location>
</VirtualHost>
`,
          nobody: '',
        },
        command: ['apache2', '-DFOREGROUND', '-f', `${folder}/apache.conf`],
      };
    },
  },
  caddy: {
    programs: ['caddy'],
    proxy: true,
    start: (code, { port, behind }) => ({
      files: {
        Caddyfile: `{
    admin off
    auto_https off
}
http://:${port} {
    bind 127.0.0.1
${indent(
  code.replace(
    /^ {4}# The other directives.*$/m,
    `    basicauth /private {\n        nobody JDJhJDE0JFNvbWVUaGluZ1RoYXRJc05vSGFzaA==\n    }\n    reverse_proxy /dead 127.0.0.1:1\n    reverse_proxy 127.0.0.1:${behind}`,
  ),
)}
}
`,
      },
      command: ['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    }),
  },
  haproxy: {
    programs: ['haproxy'],
    proxy: true,
    start: (code, { port, behind }) => ({
      files: {
        'haproxy.cfg': `
defaults
    mode http
    timeout connect 5s
    retries 0
    timeout client 9s
    timeout server 9s
userlist people
frontend all
    bind 127.0.0.1:${port}
${code}
    http-request auth if { path /private } !{ http_auth(people) }
    use_backend dead if { path /dead }
    default_backend app
backend app
    server app 127.0.0.1:${behind}
backend dead
    server dead 127.0.0.1:1
`,
      },
      command: ['haproxy', '-db', '-f', 'haproxy.cfg'],
    }),
  },
};
