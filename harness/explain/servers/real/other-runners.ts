import type { Server } from '../server.ts';
import type { Runner } from './run.ts';

const djangoBefore = `
SECRET_KEY = "x"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
INSTALLED_APPS = []
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
LOGGING_CONFIG = None
`;
const djangoUrls = `
from django.http import HttpResponse
from django.urls import path

def answer(status):
    def view(request):
        response = HttpResponse("x", status=status)
        response["X-Total"] = "3"
        return response
    return view

def broken(request):
    raise RuntimeError("broken")

urlpatterns = [path("ok", answer(200)), path("private", answer(401)), path("broken", broken)]
`;
const fastapiBefore = `
from fastapi import FastAPI, HTTPException, Response
app = FastAPI()
every = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]

@app.api_route("/ok", methods=every)
def ok(response: Response):
    response.headers["X-Total"] = "3"
    return "ok"

@app.api_route("/broken", methods=every)
def broken():
    raise RuntimeError("broken")

@app.api_route("/private", methods=every)
def private():
    raise HTTPException(401)
`;
const railsBefore = `
require 'logger'
require 'action_controller/railtie'
require 'rack/cors'
require 'rack/handler/webrick'
class App < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.consider_all_requests_local = false
  config.secret_key_base = 'x' * 40
  config.logger = Logger.new(nil)
  config.hosts.clear
end
class PathsController < ActionController::API
  def ok
    response.headers['X-Total'] = '3'
    render plain: 'ok'
  end
  def broken = raise('broken')
  def private_path = head(401)
end
`;
const railsAfter = `
App.initialize!
App.routes.draw do
  match '/ok', to: 'paths#ok', via: :all
  match '/broken', to: 'paths#broken', via: :all
  match '/private', to: 'paths#private_path', via: :all
end
Rack::Handler::WEBrick.run(App, Host: '127.0.0.1', Port: ENV['PORT'].to_i, Logger: Logger.new(nil), AccessLog: [])
`;
const phpAfter = `
header('X-Total: 3');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/broken') throw new Exception('broken');
http_response_code(['/ok' => 200, '/private' => 401][$path] ?? 404);
echo 'x';
`;

// Not the python3 of PATH, which may be another than Debian's, whose packages these are.
const python = '/usr/bin/python3';

/** Applications in other languages; paths as in the applications for Node. */
export const otherRunners: Partial<Record<Server, Runner>> = {
  django: {
    programs: ['python3'],
    probe: [python, '-c', 'import django, corsheaders'],
    proxy: false,
    start: (code, { port }) => ({
      files: {
        'settings.py': `${djangoBefore}\n${code}\n`,
        'urls.py': djangoUrls,
        'main.py': `import os\nos.environ["DJANGO_SETTINGS_MODULE"] = "settings"\nfrom django.core.wsgi import get_wsgi_application\nfrom wsgiref.simple_server import make_server\nmake_server("127.0.0.1", ${port}, get_wsgi_application()).serve_forever()\n`,
      },
      command: [python, 'main.py'],
    }),
  },
  fastapi: {
    programs: ['python3'],
    probe: [python, '-c', 'import fastapi, uvicorn'],
    proxy: false,
    start: (code, { port }) => ({
      files: { 'main.py': `${fastapiBefore}\n${code}\n` },
      command: [python, '-m', 'uvicorn', '--port', String(port), '--log-level', 'critical', 'main:app'],
    }),
  },
  rails: {
    programs: ['ruby'],
    probe: ['ruby', '-e', "require 'logger'; require 'action_controller/railtie'; require 'rack/cors'; require 'rack/handler/webrick'"],
    proxy: false,
    start: (code) => ({ files: { 'app.rb': `${railsBefore}\n${code}\n${railsAfter}` }, command: ['ruby', 'app.rb'] }),
  },
  php: {
    programs: ['php'],
    proxy: false,
    start: (code, { port }) => ({ files: { 'index.php': `${code}\n${phpAfter}` }, command: ['php', '-d', 'display_errors=0', '-S', `127.0.0.1:${port}`, 'index.php'] }),
  },
};
